//! A visitor's controllers, hands and eyes: what is pressed, and where they are.

use std::sync::{Arc, Mutex};

use bevy::prelude::*;
use bevy_mod_openxr::action_binding::{OxrSendActionBindings, OxrSuggestActionBinding};
use bevy_mod_openxr::action_set_attaching::OxrAttachActionSet;
use bevy_mod_openxr::action_set_syncing::{OxrActionSetSyncSet, OxrSyncActionSet};
use bevy_mod_openxr::openxr_session_running;
use bevy_mod_openxr::resources::{OxrFrameState, OxrInstance};
use bevy_mod_openxr::session::OxrSession;
use bevy_mod_xr::session::XrSessionCreated;
use bevy_mod_xr::spaces::{XrPrimaryReferenceSpace, XrSpace};
use openxr::{Action, ActionSet, Posef, SpaceLocationFlags};

/// A stick that is pushed less asks for nothing.
const DEAD: f32 = 0.25;
const HANDS: [&str; 2] = ["/user/hand/left", "/user/hand/right"];

/// What was asked with the controllers since somebody looked, and where hands and eyes are now, in tracked space.
#[derive(Clone, Debug, Default)]
pub(super) struct Gripped {
    /// Scenes to go on in the list.
    pub(super) scenes: i32,
    pub(super) recentre: bool,
    /// How far sticks are pushed up, −1 to 1.
    pub(super) brighter: f32,
    /// Where the left and the right hand are.
    pub(super) hands: [Option<Vec3>; 2],
    /// Where the eyes look, where the headset follows them.
    pub(super) gaze: Option<Quat>,
}

/// The same, for the thread that lights.
#[derive(Resource, Clone, Default)]
pub(super) struct Grips(pub(super) Arc<Mutex<Gripped>>);

/// One session's actions.
#[derive(Resource)]
struct Actions {
    set: ActionSet,
    next: Action<bool>,
    recentre: Action<bool>,
    brighter: Action<f32>,
    hand: Action<Posef>,
    gaze: Option<Action<Posef>>,
    hand_spaces: Vec<XrSpace>,
    gaze_space: Option<XrSpace>,
}

/// Buttons of one kind of controller: next scene, recentre, brighter.
struct Buttons {
    profile: &'static str,
    next: &'static [&'static str],
    recentre: &'static [&'static str],
    brighter: &'static [&'static str],
}

const CONTROLLERS: [Buttons; 4] = [
    Buttons {
        profile: "/interaction_profiles/khr/simple_controller",
        next: &[
            "/user/hand/right/input/select/click",
            "/user/hand/left/input/select/click",
        ],
        recentre: &[
            "/user/hand/right/input/menu/click",
            "/user/hand/left/input/menu/click",
        ],
        brighter: &[],
    },
    Buttons {
        profile: "/interaction_profiles/oculus/touch_controller",
        next: &[
            "/user/hand/right/input/a/click",
            "/user/hand/left/input/x/click",
        ],
        recentre: &[
            "/user/hand/right/input/b/click",
            "/user/hand/left/input/y/click",
        ],
        brighter: &[
            "/user/hand/right/input/thumbstick/y",
            "/user/hand/left/input/thumbstick/y",
        ],
    },
    Buttons {
        profile: "/interaction_profiles/valve/index_controller",
        next: &[
            "/user/hand/right/input/a/click",
            "/user/hand/left/input/a/click",
        ],
        recentre: &[
            "/user/hand/right/input/b/click",
            "/user/hand/left/input/b/click",
        ],
        brighter: &[
            "/user/hand/right/input/thumbstick/y",
            "/user/hand/left/input/thumbstick/y",
        ],
    },
    Buttons {
        profile: "/interaction_profiles/htc/vive_controller",
        next: &[
            "/user/hand/right/input/trigger/click",
            "/user/hand/left/input/trigger/click",
        ],
        recentre: &[
            "/user/hand/right/input/menu/click",
            "/user/hand/left/input/menu/click",
        ],
        brighter: &[
            "/user/hand/right/input/trackpad/y",
            "/user/hand/left/input/trackpad/y",
        ],
    },
];
const GAZE_PROFILE: &str = "/interaction_profiles/ext/eye_gaze_interaction";
const GAZE: &str = "/user/eyes_ext/input/gaze_ext/pose";

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Grips>()
        .add_systems(OxrSendActionBindings, suggest)
        .add_systems(XrSessionCreated, attach)
        .add_systems(
            PreUpdate,
            (
                ask_for_news.before(OxrActionSetSyncSet),
                feel.after(OxrActionSetSyncSet),
            )
                .run_if(openxr_session_running)
                .run_if(resource_exists::<Actions>),
        );
}

/// Makes this session's actions; without them the headset only shows.
fn attach(
    instance: Res<OxrInstance>,
    session: Res<OxrSession>,
    mut attach: MessageWriter<OxrAttachActionSet>,
    mut commands: Commands,
) {
    match make(&instance, &session) {
        Ok(actions) => {
            attach.write(OxrAttachActionSet(actions.set.clone()));
            commands.insert_resource(actions);
        }
        Err(error) => tracing::warn!("controllers are not read: {error}"),
    }
}

fn make(instance: &OxrInstance, session: &OxrSession) -> openxr::Result<Actions> {
    let set = instance.create_action_set("visit", "A visit", 0)?;
    let hands = HANDS.map(|hand| instance.string_to_path(hand));
    let hands = [hands[0]?, hands[1]?];
    let hand = set.create_action::<Posef>("hand", "Hands", &hands)?;
    let follows_eyes = instance.exts().ext_eye_gaze_interaction.is_some();
    let gaze = match follows_eyes {
        true => set
            .create_action::<Posef>("gaze", "Where eyes look", &[])
            .ok(),
        false => None,
    };
    let here = bevy::math::Isometry3d::IDENTITY;
    let space = |hand_path: openxr::Path| session.create_action_space(&hand, hand_path, here);
    Ok(Actions {
        next: set.create_action("next", "Next scene", &[])?,
        recentre: set.create_action("recentre", "The front is here", &[])?,
        brighter: set.create_action("brighter", "Brightness", &[])?,
        hand_spaces: vec![space(hands[0])?, space(hands[1])?],
        gaze_space: gaze.as_ref().and_then(|gaze| {
            session
                .create_action_space(gaze, openxr::Path::NULL, here)
                .ok()
        }),
        hand,
        gaze,
        set,
    })
}

/// Which button is what, on each kind of controller.
fn suggest(actions: Option<Res<Actions>>, mut suggest: MessageWriter<OxrSuggestActionBinding>) {
    let Some(actions) = actions else { return };
    let mut bind = |action, profile: &'static str, paths: &[&'static str]| {
        suggest.write(OxrSuggestActionBinding {
            action,
            interaction_profile: profile.into(),
            bindings: paths.iter().map(|path| (*path).into()).collect(),
        });
    };
    for controller in &CONTROLLERS {
        bind(actions.next.as_raw(), controller.profile, controller.next);
        bind(
            actions.recentre.as_raw(),
            controller.profile,
            controller.recentre,
        );
        bind(
            actions.brighter.as_raw(),
            controller.profile,
            controller.brighter,
        );
        bind(
            actions.hand.as_raw(),
            controller.profile,
            &[
                "/user/hand/left/input/grip/pose",
                "/user/hand/right/input/grip/pose",
            ],
        );
    }
    if let Some(gaze) = &actions.gaze {
        bind(gaze.as_raw(), GAZE_PROFILE, &[GAZE]);
    }
}

fn ask_for_news(actions: Res<Actions>, mut sync: MessageWriter<OxrSyncActionSet>) {
    sync.write(OxrSyncActionSet(actions.set.clone()));
}

fn feel(
    actions: Res<Actions>,
    session: Res<OxrSession>,
    frame: Option<Res<OxrFrameState>>,
    base: Option<Res<XrPrimaryReferenceSpace>>,
    grips: Res<Grips>,
) {
    let pressed = |action: &Action<bool>| {
        let state = action.state(&session, openxr::Path::NULL);
        state.is_ok_and(|state| {
            state.is_active && state.changed_since_last_sync && state.current_state
        })
    };
    let stick = actions.brighter.state(&session, openxr::Path::NULL);
    let pushed = stick.map_or(0.0, |state| match state.is_active {
        true => state.current_state,
        false => 0.0,
    });
    let place = |space: &XrSpace| {
        let (frame, base) = (frame.as_ref()?, base.as_ref()?);
        let at = session
            .locate_space(space, &base.0.0, frame.predicted_display_time)
            .ok()?;
        let known = SpaceLocationFlags::POSITION_VALID | SpaceLocationFlags::ORIENTATION_VALID;
        at.location_flags.contains(known).then_some(at.pose)
    };
    let (next, recentre) = (pressed(&actions.next), pressed(&actions.recentre));
    let mut gripped = grips
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    gripped.scenes += i32::from(next);
    gripped.recentre |= recentre;
    gripped.brighter = if pushed.abs() > DEAD { pushed } else { 0.0 };
    for (hand, space) in gripped.hands.iter_mut().zip(&actions.hand_spaces) {
        *hand =
            place(space).map(|pose| Vec3::new(pose.position.x, pose.position.y, pose.position.z));
    }
    gripped.gaze = actions.gaze_space.as_ref().and_then(place).map(|pose| {
        let turned = pose.orientation;
        Quat::from_xyzw(turned.x, turned.y, turned.z, turned.w)
    });
}
